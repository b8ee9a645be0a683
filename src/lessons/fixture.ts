import { type Lesson, parseExercise } from './parse-exercise.ts'

/** An exercise for a test: a web server that answers its liveness probe 401, and the goals that the test is about. */
export function webExercise({ goals = '    - {text: calm, restarts: {max: 0}}', more = '', scenario = '', readiness = '' } = {}): string {
  return `whyrestart: 1
title: Web
cluster: {attached: false}
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      hostNetwork: true
      containers:
      - name: main
        image: example.org/web:1
        ${readiness}
        livenessProbe:
          httpGet: {host: 127.0.0.1, port: 8080, path: /healthz}  # who asks?
          failureThreshold: 8
          periodSeconds: 10
processes:
  main: {listens: [{port: 8080}], answers: [{from: 0s, status: 401}, {from: 0s, path: /livez, status: 200}]}
${scenario}exercise:
  id: web
  solution: [{file: web.yaml, find: /healthz, replace: /livez}]
  goals:
${goals}
${more}`
}

/** Throws what is wrong with it. */
export function lessonOf(text: string): Lesson {
  const parsed = parseExercise(text)
  if (parsed.diagnostics) throw new Error(parsed.diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  return parsed.value
}
