# Un réseau de plus, où le visiteur n'est pas, ne rouvre rien.
set -e
docker rm -f mur-archives
docker network create rejeu-sauvegarde
docker run -d --name mur-archives --network rejeu-sauvegarde -p 127.0.0.1:8006:80 nginx
docker network connect reserve-mur mur-archives
