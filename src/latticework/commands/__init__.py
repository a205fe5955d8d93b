"""The command line's commands, one module a theme: parse, call the API, hand the answer to ``show``."""
