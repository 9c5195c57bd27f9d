# The image of web server, worker and beat alike; compose.yaml says which it is.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/dsr-desk

COPY requirements/run.lock requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/run.lock

COPY . .

# Keys, mail files and, without DATABASE_URL, the database: the one folder to keep.
RUN useradd --system --uid 10001 desk && install --directory --owner desk --mode 0700 /data
USER desk
ENV DSR_VAR=/data BIND=0.0.0.0
VOLUME /data
EXPOSE 8000

CMD ["gunicorn", "--config", "python:dsr_project.web_server", "--worker-tmp-dir", "/dev/shm", "dsr_project.wsgi"]
