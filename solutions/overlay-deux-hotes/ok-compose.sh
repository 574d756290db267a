# Par Compose : à gauche le projet fait le réseau, à droite un autre s'y branche. Un exécutant ne verrait pas bac d'avance : deux gestionnaires.
set -e
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q manager) 10.203.113.11:2377
docker -H $RIVE_GAUCHE compose -p gauche -f - up -d <<'FIN'
services:
  passeur:
    image: nginx
    container_name: passeur
    networks: [bac]
networks:
  bac:
    name: bac
    driver: overlay
    attachable: true
    ipam:
      config:
        - subnet: 10.203.114.0/24
FIN
docker -H $RIVE_DROITE compose -p droite -f - up -d <<'FIN'
services:
  voyageur:
    image: dockerlab/outils
    container_name: voyageur
    networks: [bac]
networks:
  bac:
    name: bac
    external: true
FIN
