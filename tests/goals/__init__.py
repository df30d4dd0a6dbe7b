"""One test per promised figure; marks goal_NN and perf_NN. FULL_GOALS=1 takes the full figures."""
