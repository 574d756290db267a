# Le réseau par défaut et les vieux liens : des noms écrits dans /etc/hosts, et aucun mur.
# attendu: reseaux=failed: bridge
# attendu: front_joint_back=failed: la connexion s'ouvre
# attendu: back_joint_db=failed: la connexion s'ouvre
# attendu: mur=skipped
docker run -d --name librairie-db nginx
docker run -d --name librairie-back --link librairie-db nginx
docker run -d --name librairie-front --link librairie-back nginx
