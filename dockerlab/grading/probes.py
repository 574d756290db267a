"""Les sondes d'une vérification : d'où elles partent, et ce qu'elles demandent. Le comportement, à côté de l'état."""

from __future__ import annotations

from ..engine import Engine
from ..workspace import Store
from .ghosts import judge_ghosts
from .leftovers import Volumes
from .listening import ListeningProbe, judge_page
from .lodging import host_named
from .names import NameProbe
from .origin import ImageSubject
from .places import Place
from .requests import HttpProbe
from .situation import Situation
from .subjects import ContainerSubject, NetworkSubject
from .verdict import Verdict
from .walls import Viewpoint, judge_open, judge_wall


class Probes:
    """Les endroits d'où regarder. `probes.http(url)` part de la machine, comme un navigateur."""

    def __init__(self, engine: Engine, store: Store, machine: str = "la machine") -> None:
        self.engine, self._store = engine, store
        self.host = Standpoint(Place(engine, machine, "host", store))

    def on_host(self, name: str) -> Probes:
        """Les mêmes sondes, d'un hôte de l'exercice : `probes.on_host("rive-gauche").inside(client)`."""
        return Probes(host_named(self.engine, name).engine, self._store, f"l'hôte {name}")

    def inside(self, container: ContainerSubject) -> Standpoint:
        """L'espace de noms d'un conteneur : ce que verraient ses programmes, quels que soient ses outils."""
        # Absent, son nom mène le moteur à une erreur ; les murs et les portes le disent mieux, avant de demander.
        where = container.inspected["Id"] if container.inspected else container.name
        return Standpoint(Place(self.engine, container.name, f"container:{where}", self._store), container)

    def on(self, network: NetworkSubject) -> Standpoint:
        """Un voisin de passage, branché au réseau le temps de la question."""
        where = network.entry["Id"] if network.entry else network.name
        return Standpoint(Place(self.engine, f"un voisin sur {network.name}", where, self._store), network)

    def http(self, url: str) -> HttpProbe:
        """Une requête GET de `url`, depuis la machine."""
        return self.host.http(url)

    def volumes(self) -> Volumes:
        """Les volumes du moteur, à cet instant."""
        return Volumes(self.engine, tuple(self.engine.volumes()))

    def listening(self, container: ContainerSubject) -> ListeningProbe:
        """Qui écoute dans l'espace de noms d'un conteneur, et sous quel compte : ce que dit le noyau."""
        where = f"container:{container.id}"
        return ListeningProbe(Place(self.engine, container.name, where, self._store, processes=where), container)

    def page(self, container: ContainerSubject, port: int) -> Verdict:
        """Depuis la machine, une requête sur ce port d'une des adresses du conteneur obtient une page."""
        return judge_page(self.host.place, container, port)

    def image(self, *containers: ContainerSubject) -> ImageSubject:
        """L'image dont viennent ces conteneurs, telle que le moteur la garde."""
        return ImageSubject.of(self.engine, containers)

    def no_ghost(self, situation: Situation, port: str) -> Verdict:
        """Aucun conteneur créé depuis l'ouverture et jamais démarré ne demande le port `port` de la machine (« 8002/tcp »)."""
        return judge_ghosts(self.engine, situation.now, situation.opening, port)

    def run(self, container: ContainerSubject, *command: str) -> tuple[int, str]:
        """Exécute une commande dans un conteneur ; rend son code et sa sortie."""
        output = self.engine.execute(container.id, list(command))
        return output.code, output.stdout.strip()


class Standpoint:
    """Un point de vue. Chaque méthode rend un verdict, ou une sonde qui en rendra un."""

    def __init__(self, place: Place, subject: ContainerSubject | NetworkSubject | None = None) -> None:
        self.place, self._subject = place, subject

    def http(self, url: str) -> HttpProbe:
        """Une requête GET de `url`, d'ici."""
        return HttpProbe(self.place, url)

    def name(self, name: str) -> NameProbe:
        """La résolution de `name`, d'ici."""
        return NameProbe(self.place, name)

    def can_reach(self, target: ContainerSubject, port: int) -> Verdict:
        """Le port TCP `port` de `target` s'ouvre d'ici par son nom, que donne le serveur de noms de Docker."""
        return judge_open(self._viewpoint, target, port)

    def cannot_reach(
        self, target: ContainerSubject, port: int, *, control: Standpoint, kinds: tuple[str, ...]
    ) -> Verdict:
        """D'ici, `target` est hors d'atteinte par son nom, ses adresses et ses ports publiés, quand `control` l'atteint.

        `kinds` : les natures d'échec admises (`timeout`, `unknown-name`, `unreachable`, `refused`).
        """
        return judge_wall(self._viewpoint, target, port, control=control._viewpoint, kinds=kinds)

    @property
    def _viewpoint(self) -> Viewpoint:
        return Viewpoint(self.place, self._subject)
