"""The decision-diagram engine on flat arrays, compiled by numba: in goes a net of gates, out come rows to sweep over.

``nets`` (a network as arrays) → ``rewriting``, ``factoring``, ``grouping`` (made smaller) → ``visits`` (modules) →
``orders`` → ``diagrams``, ``building`` (rows with negated edges) → ``trying`` (within a budget) → ``search`` (all of it)
→ ``sweeps`` (chances and slopes). Compiled code is kept on disk; whoever edits one of these files deletes
``__pycache__`` beside it, since numba looks only at the file of the function that is called.
"""
