# Le premier processus est un root qui attend ; celui qui écoute, son enfant, ne l'est pas. Deux réseaux.
set -e
docker network create rejeu-devant
docker network create rejeu-derriere
docker create --name sans-root --network rejeu-devant dockerlab/outils \
    sh -c "setpriv --reuid 33 --regid 33 --clear-groups python3 -u -m http.server 80; echo fini"
docker network connect rejeu-derriere sans-root
docker start sans-root
