# Le nom de l'étage du milieu est écrit à la main dans /etc/hosts : il sera faux un jour.
# attendu: front_joint_back=failed: par le nom librairie-back, la connexion s'ouvre
docker network create --subnet 10.203.103.0/25 front-librairie
docker network create back-librairie
docker run -d --name librairie-back --network front-librairie --ip 10.203.103.9 nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-front --network front-librairie --add-host librairie-back:10.203.103.9 nginx
docker run -d --name librairie-db --network back-librairie nginx
