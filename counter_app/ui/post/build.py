"""Puts the page of the post together."""

from __future__ import annotations

from counter_app.ui.page import Page
from counter_app.ui.page_context import PageContext
from counter_app.ui.post.presenter import PostPresenter
from counter_app.ui.post.view import PostView
from counter_app.ui.post_parts import PostParts


def build_post_page(post: PostParts, context: PageContext) -> Page:
    """Return the page; it reads the desk when it comes to the front."""
    view = PostView(context.theme)
    PostPresenter(view, post, context)
    return view
