"""What the Underwriting tab draws of one property: heat map, ladder, outcome, simulation; and its offer sheet."""

from app.tabs.underwriting.views.heat import HeatView
from app.tabs.underwriting.views.ladder import LadderView
from app.tabs.underwriting.views.outcome import OutcomeView
from app.tabs.underwriting.views.simulation import SimulationView
from app.tabs.underwriting.views.view import View

__all__ = ["HeatView", "LadderView", "OutcomeView", "SimulationView", "View"]
