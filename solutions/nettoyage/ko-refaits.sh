# Emporté par erreur, kiosque-10 a été relancé sous le même nom : ce n'est plus le même.
# attendu: autres_conteneurs=failed: ce n'est plus le même conteneur
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse kiosque-10
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker run -d --name kiosque-10 --network kiosque-foyer nginx
