"""The public names, and where each lives: the one list of them, which `__init__.py` reads."""

from scenario.api import Scenario as Scenario
from scenario.api import check as check
from scenario.api import load as load
from scenario.api import load_forecast as load_forecast
from scenario.api import show as show
from scenario.calendar import Month as Month
from scenario.checks import Finding as Finding
from scenario.checks import Report as Report
from scenario.checks import Verdict as Verdict
from scenario.engine.choice import using_engine as using_engine
from scenario.errors import InputError as InputError
from scenario.errors import Problem as Problem
from scenario.errors import RunError as RunError
from scenario.errors import ScenarioError as ScenarioError
from scenario.forecast import Estimate as Estimate
from scenario.forecast import Forecast as Forecast
from scenario.forecast_log.append import log_forecast as log_forecast
from scenario.forecast_log.exchange import export_log as export_log
from scenario.forecast_log.history import log_history as log_history
from scenario.forecast_log.importing import import_log as import_log
from scenario.forecast_log.log import read_log as read_log
from scenario.forecast_log.resolving import resolve_question as resolve_question
from scenario.forecast_log.scores import score as score
from scenario.page.write import write_page as write_page
from scenario.report.make import write_report as write_report
from scenario.resolve.json_schema import json_schema as json_schema
from scenario.studies.ask import ask as ask
from scenario.studies.backtest import backtest as backtest
from scenario.studies.backtest_cases import backtest_cases as backtest_cases
from scenario.studies.calibrate import calibrate as calibrate
from scenario.studies.compare import compare as compare
from scenario.studies.explain import explain as explain
from scenario.studies.fit import fit as fit
from scenario.studies.futures import discover as discover
from scenario.studies.futures import paths as paths
from scenario.studies.futures import signposts as signposts
from scenario.studies.pool import pool as pool
from scenario.studies.sensitivity import sensitivity as sensitivity
from scenario.studies.since import since as since
from scenario.studies.solve import solve as solve
from scenario.studies.sweep import sweep as sweep
from scenario.studies.tornado import tornado as tornado
from scenario.studies.trace import trace as trace
from scenario.studies.update import update as update
from scenario.studies.verify import verify as verify

__all__: list[str]
__version__: str
