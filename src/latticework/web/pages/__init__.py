"""The views, one module each with its ``router``."""
