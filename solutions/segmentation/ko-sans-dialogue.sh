# Le réseau de devant interdit à ses conteneurs de se parler.
# attendu: front_joint_back=failed: aucune réponse
docker network create -o com.docker.network.bridge.enable_icc=false front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
