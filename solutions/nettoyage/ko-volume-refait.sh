# guichet-billets-2024, emporté par erreur, a été recréé, avec un fichier du même nom.
# attendu: autre_volume=failed: guichet-billets-2024 a été refait
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker volume rm guichet-billets-2024
docker volume create guichet-billets-2024
docker run --rm -v guichet-billets-2024:/billets nginx sh -c 'echo essai > /billets/registre.txt'
