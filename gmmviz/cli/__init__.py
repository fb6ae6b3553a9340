"""The command line without a browser: fit, report, choose and assign; what they read, say and write."""
