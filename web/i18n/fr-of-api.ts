/**
 * What the api says in English of the models and parameters that come with Penstock, in French. Whatever is not here, as a
 * model of somebody else's, stays as it is.
 */
export const FRENCH_OF_API: Readonly<Record<string, string>> = {
  // Models.
  'Handwritten digits, 0 to 9, as people draw them: dark on light, light on dark or on nothing, any size and place':
    'Chiffres manuscrits, de 0 à 9, tels qu’on les dessine : foncé sur clair, clair sur foncé ou sans fond, de toute taille et à tout endroit',
  'The expression of one face that fills the picture: angry, disgusted, afraid, happy, neutral, sad or surprised':
    'L’expression d’un visage qui remplit l’image : colère, dégoût, peur, joie, neutre, tristesse ou surprise',
  'Faces and the emotion of each, in one pass': 'Des visages et l’émotion de chacun, en une seule passe',
  'The same as emotion-large, less surely and several times as fast':
    'Comme emotion-large, moins sûr et plusieurs fois plus rapide',
  'Faces of people, bare or masked, in photos of any size':
    'Visages de personnes, nus ou masqués, dans des photos de toute taille',
  'Every face in a photo, and how it feels, as well as we can tell':
    'Chaque visage d’une photo et ce qu’il ressent, aussi bien que nous pouvons le dire',
  'Every face in a photo, and how it feels, by one network':
    'Chaque visage d’une photo et ce qu’il ressent, par un seul réseau',
  'Every face in a photo, and how it feels, at a fifth of the cost':
    'Chaque visage d’une photo et ce qu’il ressent, pour un cinquième du coût',
  'What a picture of one thing shows: airplane, automobile, bird, cat, deer, dog, frog, horse, ship or truck':
    'Ce que montre l’image d’une seule chose : avion, automobile, oiseau, chat, cerf, chien, grenouille, cheval, bateau ou camion',
  'Seeds of any kind on plain grounds, one or many':
    'Graines de toute sorte sur un fond uni, une ou plusieurs',
  'Every seed in a photo, and what it is': 'Chaque graine d’une photo, et ce qu’elle est',
  'What a single seed is: ten plant species, white bean or coffee bean':
    'Ce qu’est une graine seule : dix espèces de plantes, haricot blanc ou grain de café',
  'Sleep stages of a night from two EEG channels (Fpz-Cz and Pz-Oz): OpenBCI text, Cyton SD card or EDF':
    'Stades de sommeil d’une nuit d’après deux voies d’EEG (Fpz-Cz et Pz-Oz) : texte d’OpenBCI, carte SD de la Cyton ou EDF',

  // Their figures, and on what they were measured.
  'top-1': 'top-1',
  accuracy: 'exactitude',
  'F1 at IoU 0.5': 'F1 à IoU 0,5',
  'recall at IoU 0.3': 'rappel à IoU 0,3',
  'MNIST test, 10,000 images': 'test de MNIST, 10 000 images',
  'CIFAR-10 test, 10,000 images': 'test de CIFAR-10, 10 000 images',
  'FER+ test, majority vote, 7 emotions, 3,517 faces':
    'test de FER+, vote majoritaire, 7 émotions, 3 517 visages',
  'sheets of six faces of FER+ test, majority vote, 7 emotions, place and emotion, 587 sheets':
    'planches de six visages du test de FER+, vote majoritaire, 7 émotions, place et émotion, 587 planches',
  'Face Mask Detection, held-out, faces of 20 pixels and more in 320x240, 170 photos':
    'Face Mask Detection, photos mises à part, visages de 20 pixels et plus en 320x240, 170 photos',
  'beans and coffee, test part, 50 photos': 'haricots et café, partie de test, 50 photos',
  'made scenes of held-out seeds, place and kind, 100 scenes':
    'scènes composées de graines mises à part, place et sorte, 100 scènes',
  'plant seeds, 20 held-out, and beans and coffee of the test part, 472 seeds':
    'graines de plantes, 20 mises à part, et haricots et café de la partie de test, 472 graines',
  'two nights rebuilt from spectra, each by a model of the other, 1,970 epochs':
    'deux nuits reconstruites de leurs spectres, chacune par un modèle de l’autre, 1 970 époques',

  // Names of parameters, as the form makes them.
  'Top k': 'Meilleures étiquettes',
  'Min score': 'Score minimal',
  'Iou threshold': 'Seuil de recouvrement',
  'Max objects': 'Objets au plus',
  Annotate: 'Annoter',
  Crops: 'Découpes',
  'Stream start': 'Début de l’enregistrement',
  'Bed time': 'Coucher',
  'Wake up': 'Réveil',
  Age: 'Âge',
  Sex: 'Sexe',
  Channels: 'Voies',
  'Skip first row': 'Omettre la première ligne',

  // What they are for.
  'Labels to return; default by the model': 'Étiquettes à rendre ; à défaut, selon le modèle',
  'Labels to return for each object': 'Étiquettes à rendre pour chaque objet',
  'Objects below are left out': 'Les objets en dessous sont omis',
  'Overlap above which the lower score is dropped':
    'Recouvrement au-delà duquel le score le plus bas est écarté',
  'Whether to draw the objects over the picture: the artifact `annotated.jpg`':
    'Dessiner ou non les objets sur l’image : le fichier `annotated.jpg`',
  'Whether to keep each object as a picture of its own: `object-0.jpg` …':
    'Garder ou non chaque objet comme une image à part : `object-0.jpg` …',
  'When the recording began, Unix seconds or RFC 3339; needed where the file does not say. EDF does, in a clock without a zone, taken as UTC':
    'Quand l’enregistrement a commencé, en secondes Unix ou RFC 3339 ; nécessaire si le fichier ne le dit pas. EDF le dit, par une horloge sans fuseau, prise pour UTC',
  'The start of the recording when absent': 'Le début de l’enregistrement à défaut',
  'The end of the recording when absent': 'La fin de l’enregistrement à défaut',
  'Years; comes back with the result': 'En années ; revient avec le résultat',
  'Comes back with the result': 'Revient avec le résultat',
  'The two EEG channels, Fpz-Cz and Pz-Oz or nearest to them: names, or places from 0. By default those of EDF with these names, the first two of OpenBCI':
    'Les deux voies d’EEG, Fpz-Cz et Pz-Oz ou les plus proches : noms, ou places à partir de 0. À défaut, celles de l’EDF qui portent ces noms, les deux premières d’OpenBCI',
  'Leaves out the first row of a text recording, for figures that are to equal older ones':
    'Omet la première ligne d’un enregistrement en texte, pour des chiffres qui doivent égaler d’anciens',
};
