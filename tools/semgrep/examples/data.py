"""Faults that the rules of python.yml must see (ruleid), and what they must let through (ok). Nobody imports this."""

import hmac
import marshal
import pickle
import re
import shutil
import sqlite3
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import lxml.html
import sqlalchemy
import yaml
from flask import redirect, request, send_file
from lxml import etree
from sqlalchemy import literal_column, select, text
from werkzeug.utils import secure_filename

from portal.on_use import etree as etree_on_use
from portal.web.addresses import path
from portal.web.safe_redirect import safe_target


def statements(connection, name, item):
    # ruleid: sql-of-strings
    connection.exec_driver_sql(f"DELETE FROM news_item WHERE title = '{name}'")
    # ruleid: sql-of-strings
    connection.execute("SELECT * FROM news_item WHERE title = '%s'" % name)
    # ruleid: sql-of-strings
    connection.execute("SELECT * FROM news_item WHERE title = '" + name + "'")
    # ruleid: sql-of-strings
    connection.execute("SELECT * FROM {}".format(name))
    # ruleid: sql-of-strings
    sqlite3.connect("x").executescript(f"DROP TABLE {name}")
    # ok: sql-of-strings
    connection.execute("SELECT * FROM news_item WHERE title = ?", (name,))
    # ok: sql-of-strings
    connection.execute(select(item).where(item.c.title == f"Tin {name}"))
    # ruleid: text-of-sql
    connection.execute(select(item).where(text("1 = 1")))
    # ruleid: text-of-sql
    connection.execute(select(literal_column("title")))
    # ruleid: text-of-sql
    connection.execute(sqlalchemy.text("SELECT 1"))
    # ok: text-of-sql
    connection.execute(select(item.c.title))


def guards(engine, statement, session):
    # ruleid: tenant-guard-off
    engine.connect().execution_options(migrating=True)
    # ruleid: tenant-guard-off
    session.execute(statement, execution_options={"migrating": True})
    # ok: tenant-guard-off
    session.execute(statement, execution_options={"synchronize_session": False})


def files(row, store):
    # ruleid: file-named-by-a-request
    open(request.args["tep"])
    name = request.form.get("ten", "")
    # ruleid: file-named-by-a-request
    send_file("/srv/" + name)
    # ruleid: file-named-by-a-request
    Path("/srv").joinpath(request.args.get("ten"))
    # ok: file-named-by-a-request
    Path("/srv") / secure_filename(request.args["ten"])
    # ok: file-named-by-a-request
    send_file(store.path(row.sha256))


def bytes_read_back(raw):
    # ruleid: objects-of-bytes
    pickle.loads(raw)
    # ruleid: objects-of-bytes
    marshal.loads(raw)
    # ruleid: objects-of-bytes
    yaml.load(raw, Loader=yaml.FullLoader)
    # ok: objects-of-bytes
    yaml.load(raw, Loader=yaml.SafeLoader)
    # ok: objects-of-bytes
    yaml.safe_load(raw)


def marked(raw, stream):
    # ruleid: xml-of-strangers
    ET.fromstring(raw)
    # ruleid: xml-of-strangers
    etree.fromstring(raw)
    # ruleid: xml-of-strangers
    etree_on_use.fromstring(raw)
    # ruleid: xml-of-strangers
    lxml.html.fromstring(raw)
    # ruleid: xml-of-strangers
    lax = etree.XMLParser(huge_tree=True)
    # ruleid: xml-of-strangers
    etree.iterparse(stream, events=("end",))
    # ok: xml-of-strangers
    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    # ok: xml-of-strangers
    return etree.fromstring(raw, strict), lax


def led():
    # ruleid: sent-elsewhere
    redirect(request.args.get("den"))
    # ruleid: sent-elsewhere
    redirect(path(request.args["den"]), 303)
    # ruleid: sent-elsewhere
    redirect(request.referrer)
    wanted = request.form.get("ve", "")
    # ruleid: sent-elsewhere
    redirect(f"{wanted}?xong=1")
    # ok: sent-elsewhere
    redirect(path(safe_target(request.args.get("den"), "/quan-tri/")))
    # ok: sent-elsewhere
    redirect(path("/quan-tri/"))


def unpacked(source, target):
    with zipfile.ZipFile(source) as package:
        # ruleid: archive-unpacked-unseen
        package.extractall(target)
        # ruleid: archive-unpacked-unseen
        package.extract("a", target)
        # ok: archive-unpacked-unseen
        package.read("word/document.xml")
    with tarfile.open(source) as package:
        # ruleid: archive-unpacked-unseen
        package.extractall(target)
    # ruleid: archive-unpacked-unseen
    shutil.unpack_archive(source, target)


def sought(titles):
    # ruleid: pattern-of-a-request
    re.search(request.args["q"], titles)
    # ruleid: pattern-of-a-request
    re.compile("^" + request.args.get("q", ""))
    # ok: pattern-of-a-request
    re.search(re.escape(request.args["q"]), titles)
    # ok: pattern-of-a-request
    re.search(r"\d+", request.args["q"])


def compared(token, sent_token, row, given):
    # ruleid: secrets-compared-by-steps
    if token == sent_token:
        return True
    # ruleid: secrets-compared-by-steps
    if row.secret != given:
        return False
    # ok: secrets-compared-by-steps
    if token == "":
        return False
    # ok: secrets-compared-by-steps
    return hmac.compare_digest(token, given)
