# L'ancien conteneur est renommé et gardé, arrêté ; le neuf naît sans réseau à lui, puis est branché.
set -e
docker stop mur-archives
docker rename mur-archives rejeu-ancien
docker create --name mur-archives --network reserve-mur --ip 10.203.105.40 --network-alias archives --restart always -p 127.0.0.1:8006:80/tcp nginx
docker start mur-archives
