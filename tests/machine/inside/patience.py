"""Une machine émulée est dix fois plus lente, davantage quand celle qui l'émule est occupée.

Ce qui attend un moteur, un noyau, un conteneur d'appoint ou une vérification l'attend plus longtemps. Importé par les
expériences, et au démarrage de chaque noyau Jupyter de la machine.
"""

from dockerlab import helpers, lab
from dockerlab.dockerhosts import claiming, fleet, host
from dockerlab.engine import client
from dockerlab.grading import judging, requests
from dockerlab.snapshot import kernel

host.READY_DEADLINE = kernel.DEADLINE = lab.READY_DEADLINE = judging.LIMIT = 300.0
claiming.CREATION_DEADLINE = fleet.CREATION_DEADLINE = 150.0  # type: ignore[attr-defined]
requests.LOG_DEADLINE = 15.0
client.TIMEOUT = 600
(helpers.run_helper.__kwdefaults__ or {})["deadline"] = 300.0
