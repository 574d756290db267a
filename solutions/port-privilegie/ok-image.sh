# Le compte est dans la recette de l'image.
set -e
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM dockerlab/outils
RUN useradd --system serveur && mkdir /pages && echo '<h1>Bonjour</h1>' > /pages/index.html
USER serveur
WORKDIR /pages
EXPOSE 80
CMD ["python3", "-u", "-m", "http.server", "80"]
FIN
docker build --tag rejeu-sobre "$dossier"
docker run -d --name sans-root rejeu-sobre
