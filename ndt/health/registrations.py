"""What health tells the house."""

from ndt.health import services
from ndt.jobs import registry as jobs

jobs.after_sweep(services.note_sweep)
jobs.daily("health.clean", services.clean)
