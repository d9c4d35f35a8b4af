"""Renders docs/reference/policies.md from the catalogue of fields.

`python -m services.router.core.policies.page` writes the page, `--check` fails when it is stale.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from services.common.config import pages
from services.router.core.policies import catalogue, documents, phrasing, rulebook
from services.router.core.policies.fields import Field

PAGE: Final = "docs/reference/policies.md"
COMMAND: Final = "python -m services.router.core.policies.page"

INTRODUCTION: Final = f"""\
# Policies

What a policy document may say. [How to write one](../howto/write-a-policy.md) begins at the beginning.

*Written from `services/router/core/policies` by `{COMMAND}`.*

## The document

One YAML file is one document. Keys that are not known, keys that stand twice, anchors, aliases and files over
512 KiB are refused, with line and remedy.

| key | meaning |
| --- | --- |
| `kind` | `policy` (when left out), `lists` or `thresholds` |
| `name` | id of the document: small letters, digits, hyphens; lists and thresholds may do without |
| `based_on` | version that it was made from; 0, or left out, for a new document. A stale one is refused |
| `about` | what it is for, in your words |
| `time_zone` | in which its rules read the clock; `UTC` |
| `then` | `default` has the shipped rules follow for what no rule takes |
| `rules` | at most {documents.MOST_RULES}; the first that matches wins |
| `examples` | mentions in short form and what must come of them; all must pass before it is applied |
| `lists` | name → texts, in a document of that kind; rules name them `lists.NAME` |
| `thresholds` | name → number, in a document of that kind; rules name them `thresholds.NAME` |

What the brand wrote itself is kept out of the queue before any rule is asked.
A policy must say what happens to everything: its last rule has no `when`, or it says `then: default`.

## A rule

| key | meaning |
| --- | --- |
| `name` | its name, once in a document |
| `when` | a condition; left out, it takes everything |
| `because` | the sentence agents read; `{{field}}` stands for the value that decided |
| `queue` | outcome: it enters the queue of that name; `general` is the one of everything else |
| `watch: true` | outcome: it is only to be seen |
| `drop: true` | outcome: nobody needs to see it |
| `priority` | with a queue: `80` sets it, `+20` and `-20` move it, within 0 to 100 |
| `skills` | with a queue: name → level, 1 to 10, that answering it takes |
| `deadline` | with a queue: name of the deadline policy; the queue's own when left out |
| `tags` | with a queue: what it is to be found by |
| `action` | with a queue: what agents are advised to do |

## Conditions

Conditions are [CEL](https://cel.dev) expressions over the fields below, with `&&`, `||`, `!`, `==`, `!=`,
`<`, `<=`, `>`, `>=`, `in`, `+`, `-`, `*`, `/`, `%` and `a ? b : c`. A condition that cannot be worked out
for a mention, because it divides by zero for example, does not match.

`author.handle in lists.NAME` looks a text up in a list, and a list of texts in another, in any case and
without a leading `@`. Comparisons with `==` are exact.
"""

EXAMPLES: Final = """\
## Examples

| key | meaning |
| --- | --- |
| `name` | what it shows |
| `given` | fields with their values; all others rest at the value of the last column above |
| `expect` | any of `rule`, `outcome` (`queue`, `watch`, `drop`, `own`), `queue`, `priority`, \
`skills`, `deadline`, `tags`, `action` |

Of a text, an author and a network that are given, the rest is worked out as for a real mention: whether it
asks, whether it calls the brand. Without `--brand` the brand is called `@brand`.
The moment of an example is a Wednesday at noon.
"""

STAFFING: Final = """\
## Staffing of a replay

`antiphon policy replay` works history off with pretended agents. Without a document those are five agents
round the clock who may do everything, and four minutes of work each.

| key | meaning |
| --- | --- |
| `time_zone` | of hours and days; `UTC` |
| `minutes` | minutes of work by queue, and for `default` |
| `deadlines` | minutes to the answer, by the names that rules give under `deadline`; else by priority |
| `agents` | groups of agents who are alike: `name`, `count`, `queues` (all when left out), `skills`, \
`hours` as `"08:00-16:30"`, `days` from 1 Monday to 7 Sunday |
"""


def render() -> str:
    """The page as Markdown."""
    return "\n".join(
        [INTRODUCTION, *_functions(), "## Fields\n", *_fields(), EXAMPLES, STAFFING, *_shipped()]
    )


def _functions() -> Iterator[str]:
    yield "| function | meaning |\n| --- | --- |"
    for name, doc in phrasing.FUNCTIONS.items():
        yield f"| `{name}(…)` | {doc} |"
    for name, doc in phrasing.METHODS.items():
        yield f"| `value.{name}(…)` | {doc} |"
    yield ""


def _fields() -> Iterator[str]:
    yield "Every field always has a value of its type; of what is not known its row tells."
    ordered = sorted(catalogue.CATALOGUE.values(), key=_subject)
    for subject, found in itertools.groupby(ordered, key=_subject):
        yield f"\n### {subject}\n"
        yield "| field | type | meaning | rests at |\n| --- | --- | --- | --- |"
        for field in found:
            yield f"| `{field.name}` | {field.kind} | {_meaning(field)} | {_resting(field)} |"
    yield ""


def _subject(field: Field) -> str:
    return field.name.partition(".")[0]


def _meaning(field: Field) -> str:
    values = f" One of {', '.join(f'`{value}`' for value in field.values)}." if field.values else ""
    return f"{field.doc}{values}"


def _resting(field: Field) -> str:
    value = field.resting
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{value!r}`".replace("'", '"')


def _shipped() -> Iterator[str]:
    yield "## The shipped policy\n"
    yield f"`default@{rulebook.SHIPPED_VERSION}` decides until somebody writes another:\n"
    yield f"```yaml\n{rulebook.shipped_text().rstrip()}\n```\n"


if __name__ == "__main__":
    pages.main(PAGE, render, COMMAND)
