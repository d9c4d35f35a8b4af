"""Policies as people write them: YAML whose rules have CEL conditions. The first rule that matches wins.

* `reading`: YAML into plain data, with the line of everything.
* `documents`: that data as policies, lists and thresholds, with every problem told at once.
* `catalogue`, `fields`, `cases`: what a rule may ask about a mention.
* `phrasing`: a condition in our words, turned into terms.
* `conditions`: the only place that knows the CEL library.
* `policy`: a compiled policy; `linting`, `examples`: what is checked before one is applied.
* `rulebook`: which policy decides for which brand.
"""
