"""The router's view of MongoDB: it reads reports, answers and rulings, and is the one writer of cases."""

from services.router.store.case_document import SOURCE
from services.router.store.cases import CaseStore
from services.router.store.catalogue import MongoCatalogue
from services.router.store.inbox import Inbox
from services.router.store.indexes import INDEXES
from services.router.store.upgrade import upgrade

__all__ = ["INDEXES", "SOURCE", "CaseStore", "Inbox", "MongoCatalogue", "upgrade"]
