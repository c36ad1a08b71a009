"""Steps that pass between offices: read and done by people of the counter."""

from __future__ import annotations

from portal.clock import utc_now
from portal.dossiers.referrals.models import BELOW, TAKEN, Referral, Referred, ReferredPaper
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import SCAN
from portal.publishing.service import commit
from portal.tenancy.owned import new_id
from tests.dossiers.referrals.making import bare_dossier
from tests.factories import Factory
from tests.papers import samples

READ, ASK = "dossier.read", "dossier.ask"
ROUTES = {f"desk_referred.{name}": READ for name in ("listing", "one", "paper", "picture", "attach", "do")}
ROUTES |= {f"desk_referral.{name}": READ for name in ("sent_listing", "sent_one")}
ROUTES |= {"desk_referral.sent_do": ASK}
PAPER = {"paper_id": "41"}
VALUES = {
    "desk_referred.do": {"act": "ghi-chu"},
    "desk_referral.sent_do": {"act": "tra-loi"},
    "desk_referred.paper": PAPER,
    "desk_referred.picture": PAPER,
}


def _referred(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = Referred(
            tenant_id=actor.tenant_id,
            referral_id=new_id(),
            from_portal_id=actor.tenant_id,
            code="000.00.18.H47-260302-0001",
            title="Xác nhận",
            step_name="Thẩm định",
            role="case_officer",
            state=TAKEN,
            extract=[{"title": "Chung", "lines": [["Nội dung", text]]}],
            notes=[{"text": text, "by": text, "at": utc_now().isoformat()}],
        )
        db.session.add(row)
        held = papers.keep(samples.pdf(), "a.pdf", "a", "", SCAN, actor, read=False)
        db.session.flush()
        db.session.add(
            ReferredPaper(
                tenant_id=actor.tenant_id, id=41, referred_id=row.id, paper_id=held.id, title=text, side=BELOW
            )
        )
        commit()
        return row.id, ""


def _referral(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        dossier = bare_dossier(actor.tenant_id)
        row = Referral(
            tenant_id=actor.tenant_id,
            dossier_id=dossier.id,
            step_number=1,
            step_key="x",
            step_name="Thẩm định",
            code=dossier.code,
            title="Xác nhận",
            to_portal_id=actor.tenant_id,
            state=TAKEN,
            thread=[
                {
                    "key": 1,
                    "side": "above",
                    "kind": "ask",
                    "text": text,
                    "by": text,
                    "at": utc_now().isoformat(),
                }
            ],
            carry_at=None,
        )
        db.session.add(row)
        commit()
        return row.id, ""


THINGS = {"referred": _referred, "referral": _referral}
