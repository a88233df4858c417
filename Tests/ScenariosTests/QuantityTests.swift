internal import Scenarios
