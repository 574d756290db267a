# Le volume sans nom a d'abord été oublié ; il se retrouve parmi ceux qu'aucun conteneur ne tient, par son long identifiant.
set -e
docker network disconnect -f kiosque kiosque-1
docker network disconnect -f kiosque kiosque-caisse
docker network rm kiosque-reserve kiosque
docker rm -f kiosque-caisse kiosque-3 kiosque-2 kiosque-1
docker volume rm kiosque-billets
docker volume rm $(docker volume ls -q --filter dangling=true | grep -E '^[0-9a-f]{64}$')
