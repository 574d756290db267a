# Les réseaux sont les bons, mais l'étage du milieu n'écoute que sa propre boucle locale.
# attendu: front_joint_back=failed: connexion refusée
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker create --name librairie-back --network front-librairie dockerlab/outils python3 -m http.server 80 --bind 127.0.0.1
docker network connect back-librairie librairie-back
docker start librairie-back
docker run -d --name librairie-db --network back-librairie nginx
