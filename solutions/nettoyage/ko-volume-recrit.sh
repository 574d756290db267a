# Le volume et son registre sont là, mais un essai a écrit par-dessus.
# attendu: autre_volume=failed: registre.txt de kiosque-billets-2024 a été récrit
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker run --rm -v kiosque-billets-2024:/billets nginx sh -c 'echo essai > /billets/registre.txt'
