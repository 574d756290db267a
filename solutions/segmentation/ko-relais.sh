# Sur le réseau de devant, un relais porte le nom de la base et y mène.
# attendu: mur=failed: par le nom librairie-db, la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie --network-alias base nginx
docker run -d --name rejeu-relais --network back-librairie dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:base:80
docker network connect --alias librairie-db front-librairie rejeu-relais
