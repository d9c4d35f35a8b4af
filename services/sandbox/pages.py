"""The sandbox as people see it: plain pages without scripts, made of escaped text only."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884;
  --soft: color-mix(in srgb, CanvasText 68%, Canvas); --accent: #b5541c; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 0 auto; padding: 0 1rem 4rem; }
header { display: flex; align-items: baseline; gap: 1rem; padding: 1.2rem 0;
  border-bottom: 2px solid var(--accent); }
header h1 { font-size: 1.15rem; margin: 0; }
header a, .who a, .when a { color: inherit; text-decoration: none; }
header span, .when, .counts { color: var(--soft); font-size: .85rem; }
article { display: grid; grid-template-columns: 2.6rem 1fr; gap: .2rem .8rem; padding: .9rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
article.reply { margin-left: 2.2rem; } article.deep { margin-left: 4.4rem; }
article.here { background: color-mix(in srgb, var(--accent) 9%, transparent); margin-inline: -.8rem;
  padding-inline: .8rem; border-radius: .5rem; }
.face { width: 2.6rem; height: 2.6rem; border-radius: 50%; display: grid; place-items: center; color: #fff;
  font-weight: 600; grid-row: span 3; }
.who b { font-weight: 600; } .who .brand { color: var(--accent); }
p { margin: .1rem 0; white-space: pre-wrap; }
.gone { color: var(--soft); font-style: italic; } .empty { padding: 3rem 0; color: var(--soft); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""

_COLOURS: Final = ("#7a4b2a", "#2a6f7a", "#6a2a7a", "#2a7a45", "#7a2a3c", "#3c4f8a", "#7a6a2a", "#4a4a4a")


def timeline(title: str, posts: Sequence[dict[str, Any]], account: str, *, live: bool = False) -> str:
    """Newest posts first."""
    body = (
        "".join(_article(post, account) for post in posts)
        or '<p class="empty">Nobody has said anything yet.</p>'
    )
    return _page(title, body, refresh=live)


def person(author: dict[str, Any], posts: Sequence[dict[str, Any]], account: str) -> str:
    """One account and what it said."""
    line = f"{escape(author['bio'])}<br><span class=counts>{author['followers']:,} followers</span>"
    body = f"<p>{line}</p>" + "".join(_article(post, account) for post in posts)
    return _page(f"{author['display_name']} @{author['handle']}", body)


def thread(posts: Sequence[dict[str, Any]], here: str, account: str) -> str:
    """A thread with one post marked, each answer below what it answers."""
    answers: dict[str | None, list[dict[str, Any]]] = {}
    for post in posts:
        answers.setdefault(post["in_reply_to"], []).append(post)
    ordered: list[str] = []
    waiting = [(post, 0) for post in reversed(answers.get(None, []))]
    while waiting:
        post, depth = waiting.pop()
        ordered.append(_article(post, account, depth=depth, here=post["id"] == here))
        waiting.extend((answer, depth + 1) for answer in reversed(answers.get(post["id"], [])))
    return _page("Thread", "".join(ordered))


def _article(post: dict[str, Any], account: str, *, depth: int = 0, here: bool = False) -> str:
    classes = " ".join(filter(None, (("", "reply", "deep")[min(depth, 2)], "here" if here else "")))
    handle, name = escape(post["author"]["handle"]), escape(post["author"]["display_name"])
    colour = _COLOURS[sum(post["author"]["handle"].encode()) % len(_COLOURS)]
    mark = " ✓" if post["author"]["verified"] else ""
    brand = ' class="brand"' if post["author"]["handle"] == account else ""
    words = (
        '<p class="gone">This post was deleted.</p>'
        if post["deleted_at"]
        else f'<p lang="{escape(post["language"])}" dir="auto">{escape(post["text"])}</p>'
    )
    edited = " · edited" if post["edited_at"] else ""
    return (
        f'<article class="{classes}"><div class="face" style="background:{colour}" aria-hidden="true">'
        f"{escape(post['author']['display_name'][:1].upper())}</div>"
        f'<div class="who"><a href="/@{handle}"><b{brand}>{name}{mark}</b> '
        f'<span class="when">@{handle}</span></a>'
        f' <span class="when">· <a href="/@{handle}/{post["id"]}">'
        f"<time>{_when(post['created_at'])}</time></a>"
        f"{edited}</span></div>{words}"
        f'<div class="counts">{post["replies"]} replies · {post["reposts"]:,} reposts'
        f" · {post['likes']:,} likes"
        "</div></article>"
    )


def _when(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:19]}"


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    reload_ = '<meta http-equiv="refresh" content="3">' if refresh else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)} · Sandbox</title>"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{reload_}'
        f"<style>{_STYLE}</style></head>"
        '<body><header><h1><a href="/">Sandbox</a></h1>'
        "<span>a pretend network on this machine</span></header>"
        f"<main>{body}</main></body></html>"
    )
