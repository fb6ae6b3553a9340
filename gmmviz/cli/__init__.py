"""The command line without a browser: fit, choose and assign; what they read, say and write."""
