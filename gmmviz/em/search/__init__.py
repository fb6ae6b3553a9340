"""Many starts and many models: polished ends, restarts, sweeps, and the tests that need them."""
