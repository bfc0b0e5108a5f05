"""Who and what there is at the Margherita Manufacturing Group. All of it is made up; every address leads nowhere."""

from __future__ import annotations

import json
from pathlib import Path

_PEOPLE: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("names.json").read_text(encoding="utf-8")
)
FIRST, LAST = _PEOPLE["first"], _PEOPLE["last"]

DEPARTMENTS = (
    "Supply Chain & Logistics",
    "Finance",
    "Operations",
    "Information Technology",
    "Human Resources",
    "Customer Service",
    "Sales",
    "Research & Development",
    "Marketing",
    "Quality & Compliance",
    "Procurement",
    "Product Management",
    "Legal",
    "Facilities",
)
SITES = ("Plant North", "Plant South", "Head Office", "Distribution Centre")
CLIENTS = (
    "Northgate Hospitals",
    "Harbor Credit Union",
    "City of Elmsford",
    "Alpine Foods",
    "Bluebird Retail",
    "Ferro Rail",
)
CLIENT_FIRST = (
    "Maple", "Cedar", "Granite", "Summit", "Juniper", "Orchard", "Beacon", "Willow", "Falcon", "Amber", "Coral",
)  # fmt: skip
CLIENT_LAST = (
    "Clinics",
    "Bank",
    "Transit",
    "Foods",
    "Retail",
    "Energy",
    "Insurance",
    "Schools",
    "Housing",
)

EXECUTIVES = (
    ("Chief Executive Officer", "Operations"),
    ("Chief Financial Officer", "Finance"),
    ("Chief Operating Officer", "Operations"),
    ("Chief Information Officer", "Information Technology"),
    ("Chief Human Resources Officer", "Human Resources"),
    ("Chief Customer Officer", "Customer Service"),
)
TITLES = {
    "sponsor": ("Director", "Head of Department", "Vice President", "General Manager"),
    "customer": ("Process owner", "Team lead", "Department manager", "Site manager", "Controller"),
    "team": ("Specialist", "Analyst", "Planner", "Engineer", "Coordinator", "Key user"),
}

PROJECTS = {
    "Finance": ("ERP finance roll-out", "Faster closing", "Supplier e-invoicing", "Treasury cockpit", "Expenses"),
    "Human Resources": ("Payroll system change", "Onboarding redesign", "Skills matrix", "Shift planning tool"),
    "Information Technology": ("Cyber-security uplift", "Data-centre exit", "Service desk", "Identities"),
    "Sales": ("CRM consolidation", "Price list engine", "Partner portal", "Sales forecast in one place"),
    "Marketing": ("Product launch “Capri”", "Brand refresh", "Event platform", "Web shop relaunch"),
    "Customer Service": ("Customer portal redesign", "Field-service app", "Call centre move", "Complaint desk"),
    "Operations": ("New plant fit-out", "Line 4 changeover times", "Energy monitoring", "Maintenance planning"),
    "Supply Chain & Logistics": (
        "Warehouse automation line 2", "Carrier portal", "Demand planning", "Returns hub", "Yard management",
        "Transport tender", "Stock accuracy", "Pallet pool", "Cross-dock pilot",
    ),
    "Procurement": ("Supplier onboarding", "Contract library", "Spend visibility", "Tender platform"),
    "Quality & Compliance": ("Quality audit readiness", "Traceability by batch", "Lab system renewal", "ISO renewal"),
    "Legal": ("GDPR and retention clean-up", "Contract signing online", "Policy portal"),
    "Research & Development": ("Test bench booking", "Patent watch"),
    "Facilities": ("Office move, building C", "Access control", "Canteen renewal"),
    "Product Management": ("Portfolio pruning", "Configurator 2.0", "Packaging redesign"),
    "Northgate Hospitals": ("Northgate clinic roll-out", "Bed planning", "Patient terminals"),
    "Harbor Credit Union": ("Harbor mobile banking go-live", "Branch of the future", "Card migration"),
    "City of Elmsford": ("Elmsford citizen desk", "Street light renewal", "Digital building permits"),
    "Alpine Foods": ("Cold chain tracking", "Recipe management", "Second bottling line"),
    "Bluebird Retail": ("Store roll-out, wave 3", "Self-checkout pilot", "Loyalty card"),
    "Ferro Rail": ("Depot scheduling", "Spare parts pool", "Passenger information"),
}  # fmt: skip
SERVICES = ("Roll-out", "Process redesign", "Software change", "Move and build", "", "Rescue")
"""What the PMO sells; a few projects do not say which."""
ANYWHERE = (
    "Document store",
    "Reporting in one place",
    "Planning cycle",
    "Process clean-up",
    "Field tablets",
    "Master data",
    "Training portal",
    "Workplace renewal",
    "Service catalogue",
)
