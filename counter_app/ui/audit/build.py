"""Puts the page of the audit together."""

from __future__ import annotations

from counter_app.ui.audit.destruction_presenter import DestructionPresenter
from counter_app.ui.audit.presenter import AuditPresenter
from counter_app.ui.audit.view import AuditPage
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.privacy_parts import PrivacyParts


def build_audit_page(parts: PrivacyParts, context: PageContext) -> AuditPage:
    """Return the page; nothing is read before it comes to the front."""
    keys, tasks = context.parts.keys, context.parts.tasks
    view = AuditPage(context.theme, keys.key(Action.SUBMIT), keys.key(Action.PRINT_RECEIPT))
    AuditPresenter(view, parts, tasks, context.navigator)
    destruction = DestructionPresenter(view.destructions, parts, tasks, context.navigator)
    view.read_requested.connect(destruction.read)
    return view
