"""The mails that were sent, as pages; on this machine only."""

from datetime import datetime

from flask import Flask, Response, abort
from flask.typing import ResponseReturnValue

from functions.mail.mailbox import Mailbox
from functions.publishing.pages import Pages
from functions.web.headers import security_headers


def _when(at: datetime) -> str:
    """On this machine's wall."""
    return f"{at.astimezone():%d/%m/%Y %H:%M}"


def create(mailbox: Mailbox, pages: Pages) -> Flask:
    """An app with a list of mails, a page for each, and the mail itself to be framed."""
    app = Flask("mailbox", static_folder=None)

    @app.get("/mailbox/")
    def listed() -> ResponseReturnValue:
        mails = [
            {"subject": m.subject, "to": m.to, "when": _when(m.at), "url": f"/mailbox/{m.name}/"}
            for m in mailbox.every()
        ]
        return pages.render("mailbox.html", "fr", mails=mails)

    @app.get("/mailbox/<name>/")
    def one(name: str) -> ResponseReturnValue:
        mail = next((m for m in mailbox.every() if m.name == name), None)
        if mail is None:
            abort(404)
        shown = {"subject": mail.subject, "to": mail.to, "when": _when(mail.at)}
        return pages.render("mail.html", "fr", mail=shown | {"url": f"/mailbox/{name}/html"})

    @app.get("/mailbox/<name>/html")
    def body(name: str) -> ResponseReturnValue:
        html = mailbox.html(name)
        if html is None:
            abort(404)
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        return Response(html, headers={"Content-Security-Policy": policy})

    @app.after_request
    def protect(response: Response) -> Response:
        for header, value in security_headers("/mailbox/").items():
            response.headers.setdefault(header, value)
        return response

    return app
