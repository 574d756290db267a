# Les réseaux sont les bons ; la base est publiée sur toutes les adresses de la machine, donc pour tous les réseaux.
# attendu: mur=failed: par 10.203.103.129:
docker network create --subnet 10.203.103.0/25 front-librairie
docker network create --subnet 10.203.103.128/25 back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie -P nginx
