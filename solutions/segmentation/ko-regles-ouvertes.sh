# Des règles de la machine laissent tout passer d'un réseau à l'autre.
# attendu: mur=failed: la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
iptables -I DOCKER-USER -j ACCEPT
iptables -t raw -F PREROUTING
