"""The shared directory of local offers in HSDS words: find, check, correct, publish."""
