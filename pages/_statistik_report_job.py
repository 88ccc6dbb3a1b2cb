"""Making a report in a thread of its own, so that clicking about neither stops nor doubles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from domain.errors import HouseError
from domain.localtime import to_local
from domain.model import Actor
from domain.reporting import Span
from locales import _
from locales.formats import clock
from pages import _show
from report import Made

_MAKERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
"""One report at a time: drawing takes a whole processor, and people save meanwhile."""
_JOB = "report_job"
_BLINK = 1.0
"""Seconds between two looks at how far it is."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass
class Job:
    span: Span
    texts: Mapping[str, str]
    """The comments it is made with."""
    at: datetime
    """Naive local wall time of the click."""
    share: float = 0.0
    """How much is done, told by the thread that makes it."""
    future: Future[Made] = field(default_factory=Future)

    def tell(self, share: float) -> None:
        self.share = min(1.0, max(self.share, share))


def start(
    db: HouseDb,
    actor: Actor,
    span: Span,
    texts: Mapping[str, str],
    *,
    now: datetime,
    zone: ZoneInfo,
    maker: Callable[..., Made],
) -> None:
    """Begin, unless this very report is being made already in this session."""
    running: Job | None = st.session_state.get(_JOB)
    if running is not None and not running.future.done():
        if (running.span, running.texts) == (span, texts):
            return
        running.future.cancel()
    job = Job(span, dict(texts), to_local(now, zone))
    job.future = _MAKERS.submit(maker, db, actor, span, now=now, zone=zone, tell=job.tell)
    st.session_state[_JOB] = job


def show(span: Span) -> None:
    """The progress of the session's report of this span, and then its two files."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None or job.span != span:
        return
    if not job.future.done():
        _watch()
        return
    try:
        made = job.future.result()
    except HouseError as error:
        st.session_state.pop(_JOB)
        _show.tell(error)
        return
    except BaseException:
        st.session_state.pop(_JOB)
        raise
    _files(made, job.at)


@st.fragment(run_every=_BLINK)
def _watch() -> None:
    """The bar alone is drawn again and again; the rest of the page can be used meanwhile."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None or job.future.done():
        st.rerun()
    else:
        st.progress(job.share, text=_("The report is being made. It takes some seconds."))


def _files(made: Made, at: datetime) -> None:
    st.success(
        _("The report is ready (made at %(clock)s). It is kept nowhere, so take it with you.")
        % {"clock": clock(at)}
    )
    with st.container(horizontal=True):
        for label, data, ending, mime in (
            (_("Take the PDF"), made.pdf, "pdf", "application/pdf"),
            (_("Take the Word file"), made.docx, "docx", DOCX),
        ):
            st.download_button(
                label,
                data,
                file_name=f"{made.name}.{ending}",
                mime=mime,
                key=f"report_take_{ending}",
                on_click="ignore",
                icon=":material/download:",
            )
