"""The volunteers' circle and the coordinator's checking: offers only, no case content."""
