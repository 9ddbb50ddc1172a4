"""Addresses for municipalities: settling months."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from bijles.views import settling, settling_papers


class MonthConverter:
    """A month in an address: 2027-03."""

    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """Give the first day of the month."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        """Give the month as it stands in the address."""
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

urlpatterns = [
    path("afrekening/", settling.desk, name="settling"),
    path("afrekening/<slug:slug>/bank/", settling_papers.bank, name="settle-bank"),
    path("afrekening/<slug:slug>/<month:of>/", settling.month, name="settle-month"),
    path("afrekening/<slug:slug>/<month:of>/betaalbestand/", settling.export, name="settle-export"),
    path("afrekening/<slug:slug>/<month:of>/afsluiten/", settling.close, name="settle-close"),
    path("afrekening/<slug:slug>/<month:of>/aanbieder/<int:number>/", settling.provider, name="settle-provider"),
    *(
        path(f"afrekening/<slug:slug>/<month:of>/{name}/", settling.step, {"name": name}, name=f"settle-{verb}")
        for name, verb in settling.VERBS.items()
    ),
    path("afrekening/declaratie/<int:number>/", settling.claim, name="settle-claim"),
    path("afrekening/factuur/<int:number>/ubl/", settling_papers.invoice_ubl, name="settle-ubl"),
    path("afrekening/factuur/<int:number>/pdf/", settling_papers.invoice_pdf, name="settle-pdf"),
    path("afrekening/creditnota/<int:number>/ubl/", settling_papers.credit_ubl, name="settle-credit-ubl"),
    path("afrekening/creditnota/<int:number>/pdf/", settling_papers.credit_pdf, name="settle-credit-pdf"),
    path("afrekening/betaalbestand/<int:number>/", settling_papers.payment_file, name="settle-file"),
    path("afrekening/bankregel/<int:number>/", settling_papers.bank_line, name="settle-bank-line"),
    path("afrekening/factuurgegevens/<int:number>/", settling_papers.billing, name="settle-billing"),
]
