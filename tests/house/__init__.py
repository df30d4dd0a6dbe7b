"""The rules of the house as tests. A failure says what to do instead.

A rule may be broken on purpose: write `# because: ...` on the line (in templates
`{# because: ... #}`), for a whole file in its docstring.
"""
