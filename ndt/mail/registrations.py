"""What mail tells the house."""

from ndt.jobs import registry as jobs
from ndt.mail import operators, services, throttle, transport

jobs.register("mail.send", services.send, gate=throttle.gate, refused=services.refused)
jobs.after_sweep(transport.close)
jobs.alarm(operators.job_stopped)
