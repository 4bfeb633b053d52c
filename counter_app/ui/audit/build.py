"""Puts the page of the audit together."""

from __future__ import annotations

from counter_app.ui.audit.presenter import AuditPresenter
from counter_app.ui.audit.view import AuditPage
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.privacy_parts import PrivacyParts


def build_audit_page(parts: PrivacyParts, context: PageContext) -> AuditPage:
    """Return the page; nothing is read before it comes to the front."""
    view = AuditPage(context.theme, context.parts.keys.key(Action.SUBMIT))
    AuditPresenter(view, parts, context.parts.tasks, context.navigator)
    return view
