"""The hot loop: rows, features, densities, the E-step and its moments. Imports nothing else of the engine."""
