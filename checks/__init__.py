"""Rules: what a paper or an application must satisfy. One file a rule, all with the same face.

`document/` holds the rules about one paper, `application/` those across papers. A module there
that has a `RULE` is found by itself: to add a rule, add a file. `rulebooks/*.toml` say which rules
bind what, with which parameters, how hard. Checks know facts, never pictures.
"""
