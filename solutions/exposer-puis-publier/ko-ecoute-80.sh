# L'image déclare 3000, et son nginx écoute toujours 80 : la note est fausse.
# attendu: ferme=failed: refusée
# attendu: hasard=failed: coupée
# attendu: choisi=failed: coupée
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
