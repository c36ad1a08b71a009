"""Faults around the data: programs, the network, chance, digests, logs, templates, cookies. See data.py."""

import hashlib
import importlib
import logging
import os

# ruleid: foretold-chance
import random

# ok: foretold-chance
import secrets

# ruleid: network-past-the-guard
import socket
import ssl
import subprocess

# ruleid: network-past-the-guard
import urllib.request
import uuid

# ok: network-past-the-guard
from http import HTTPStatus

# ruleid: network-past-the-guard
from http.client import HTTPSConnection

import jinja2

# ruleid: network-past-the-guard
import requests
from flask import render_template, render_template_string
from markupsafe import Markup, escape

# ok: network-past-the-guard
from portal.outbound import Asking
from portal.extensions import csrf

log = logging.getLogger(__name__)


def shown(words):
    # ruleid: markup-of-words
    Markup(words)
    # ruleid: markup-of-words
    Markup("".join(words))
    # ok: markup-of-words
    Markup("<br>")
    # ok: markup-of-words
    Markup("<mark>{}</mark>").format(words)
    # ruleid: markup-of-pieces
    Markup(f"<mark>{words}</mark>")
    # ruleid: markup-of-pieces, markup-of-words
    Markup("<mark>%s</mark>" % words)
    # ok: markup-of-pieces
    return Markup("<mark>{}</mark>").format(escape(words))


def programs(name):
    # ruleid: line-of-a-shell
    subprocess.run(f"antiword {name}", shell=True, timeout=9)
    # ruleid: line-of-a-shell
    os.system("antiword " + name)
    # ok: line-of-a-shell
    subprocess.run(["antiword", name], timeout=9)
    # ruleid: program-without-limit
    subprocess.run(["antiword", name])
    # ruleid: program-without-limit
    subprocess.Popen(["antiword", name])
    # ok: program-without-limit
    subprocess.run(["antiword", name], check=False, timeout=9)


def code(words):
    # ruleid: code-of-words
    eval(words)
    # ruleid: code-of-words
    exec(words)
    # ruleid: code-of-words
    importlib.import_module(words)
    # ok: code-of-words
    importlib.import_module("alembic.command")


def chance():
    # ruleid: foretold-chance
    uuid.uuid1()
    # ok: foretold-chance
    return secrets.token_urlsafe(32), uuid.uuid4()


def templates(words, environment):
    # ruleid: template-of-words
    render_template_string(words)
    # ruleid: template-of-words
    jinja2.Template(words)
    # ruleid: template-of-words
    environment.from_string(words)
    # ok: template-of-words
    render_template("news/one.html", words=words)


def digests(raw):
    # ruleid: digest-that-broke
    hashlib.md5(raw)
    # ruleid: digest-that-broke
    hashlib.new("sha1", raw)
    # ok: digest-that-broke
    hashlib.sha1(raw, usedforsecurity=False)
    # ok: digest-that-broke
    hashlib.sha256(raw)


def told(person, token):
    # ruleid: secret-in-the-log
    log.warning("signed in with %s", token)
    # ruleid: secret-in-the-log
    log.info("a code went to %s", person.email)
    # ruleid: secret-in-the-log
    log.error(f"refused: {person.password}")
    # ok: secret-in-the-log
    log.info("a code went to person %s", person.id)


def trusted(session, address):
    context = ssl.create_default_context()
    # ruleid: stranger-taken-for-the-server
    context.check_hostname = False
    # ruleid: stranger-taken-for-the-server
    context.verify_mode = ssl.CERT_NONE
    # ruleid: stranger-taken-for-the-server
    session.get(address, verify=False)
    # ok: stranger-taken-for-the-server
    session.get(address, verify="/etc/ssl/own.pem")
    # ok: stranger-taken-for-the-server
    context.load_verify_locations("/etc/ssl/own.pem")


# ruleid: form-without-token
@csrf.exempt
def sent_by_anybody():
    pass


def forms(blueprint):
    # ruleid: form-without-token
    csrf.exempt(blueprint)
    # ok: form-without-token
    csrf.protect()


def cookies(answer, token, secure, options):
    # ruleid: cookie-that-scripts-read
    answer.set_cookie("phien", token)
    # ruleid: cookie-that-scripts-read
    answer.set_cookie("phien", token, secure=secure, samesite="Lax")
    # ok: cookie-that-scripts-read
    answer.set_cookie("phien", token, secure=secure, httponly=True, samesite="Lax")
    # ok: cookie-that-scripts-read
    answer.set_cookie("phien", token, httponly=True, samesite="Lax", secure=secure)
