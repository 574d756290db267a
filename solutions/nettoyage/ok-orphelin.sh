# Le volume sans nom a d'abord été oublié ; il se retrouve parmi ceux qu'aucun conteneur ne tient, par son long identifiant.
set -e
docker network disconnect -f guichet guichet-1
docker network disconnect -f guichet guichet-caisse
docker network rm guichet-reserve guichet
docker rm -f guichet-caisse guichet-3 guichet-2 guichet-1
docker volume rm guichet-billets
docker volume rm $(docker volume ls -q --filter dangling=true | grep -E '^[0-9a-f]{64}$')
