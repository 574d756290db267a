# kiosque-billets-2024, emporté par erreur, a été recréé, avec un fichier du même nom.
# attendu: autre_volume=failed: kiosque-billets-2024 a été refait
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker volume rm kiosque-billets-2024
docker volume create kiosque-billets-2024
docker run --rm -v kiosque-billets-2024:/billets nginx sh -c 'echo essai > /billets/registre.txt'
